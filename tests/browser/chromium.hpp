#pragma once

#include <sys/types.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "scratch_folder.hpp"

namespace algolog::test {

/// A real browser without a window, with one page, driven by the DevTools protocol over a pipe.
/// Gone with the object. Whatever does not happen within half a minute is an exception.
class chromium {
 public:
  /// Throws when the Debian package chromium is not installed.
  chromium();
  ~chromium();
  chromium(const chromium&) = delete;
  chromium& operator=(const chromium&) = delete;

  void set_screen(int width, int height, bool phone = false);
  void set_dark(bool dark);
  /// Until the page is loaded.
  void open(const std::string& url);
  void wait_for_load();
  void press_tab();
  /// A JavaScript expression, by the browser and not by the page, so that its policy is no matter.
  boost::json::value evaluate(const std::string& expression);
  /// What the screen shows, as PNG.
  void take_picture(const std::filesystem::path& file);

  /// What the page did to the console, against its policy, or by a dialog, so far.
  std::vector<std::string> complaints();

 private:
  boost::json::object call(const std::string& method, boost::json::object parameters = {});
  boost::json::object read_message();
  void note(const boost::json::object& event);

  scratch_folder profile_;
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  int calls_ = 0;
  std::string session_;
  std::string unread_;
  int loads_ = 0;
  std::vector<std::string> complaints_;
};

inline bool is_true(chromium& browser, const std::string& expression) {
  return browser.evaluate(expression) == boost::json::value(true);
}

}  // namespace algolog::test
