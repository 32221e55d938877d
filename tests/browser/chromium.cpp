#include "chromium.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <stdexcept>

namespace algolog::test {
namespace {

namespace json = boost::json;

constexpr const char* program = "/usr/bin/chromium";
constexpr int patience = 30'000;

// The browser reads from descriptor 3 and writes to 4.
pid_t spawn(const std::string& profile, int commands, int answers) {
  std::vector<std::string> words{program,
                                 "--headless",
                                 "--no-sandbox",  // root cannot have it, and the page is our own
                                 "--disable-gpu",
                                 "--disable-dev-shm-usage",
                                 "--remote-debugging-pipe",
                                 "--no-first-run",
                                 "--user-data-dir=" + profile,
                                 "about:blank"};
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, commands, 3);
  posix_spawn_file_actions_adddup2(&actions, answers, 4);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, program, &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start chromium: install it with apt-get");
  return pid;
}

// Both ends beyond 4, so that neither is in the way of what the browser expects there.
std::array<int, 2> make_pipe() {
  std::array<int, 2> made{};
  if (::pipe2(made.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  for (int& end : made) {
    const int high = ::fcntl(end, F_DUPFD_CLOEXEC, 10);
    ::close(end);
    end = high;
  }
  return made;
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

chromium::chromium() {
  const auto commands = make_pipe();
  const auto answers = make_pipe();
  pid_ = spawn(profile_.path(), commands[0], answers[1]);
  ::close(commands[0]);
  ::close(answers[1]);
  to_ = commands[1];
  from_ = answers[0];
  const auto made = call("Target.createTarget", {{"url", "about:blank"}});
  const auto attached =
      call("Target.attachToTarget", {{"targetId", made.at("targetId")}, {"flatten", true}});
  session_ = attached.at("sessionId").as_string();
  for (const char* domain : {"Page", "Log", "Runtime", "Audits"})
    call(domain + std::string(".enable"));
}

chromium::~chromium() {
  ::close(to_);
  ::close(from_);
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void chromium::set_screen(int width, int height, bool phone) {
  call("Emulation.setDeviceMetricsOverride", {{"width", width},
                                              {"height", height},
                                              {"deviceScaleFactor", phone ? 2 : 1},
                                              {"mobile", phone}});
}

void chromium::set_dark(bool dark) {
  const json::object scheme{{"name", "prefers-color-scheme"}, {"value", dark ? "dark" : "light"}};
  call("Emulation.setEmulatedMedia", {{"features", json::array{scheme}}});
}

void chromium::open(const std::string& url) {
  loads_ = 0;
  call("Page.navigate", {{"url", url}});
  wait_for_load();
}

void chromium::wait_for_load() {
  while (loads_ == 0) note(read_message());
  loads_ = 0;
}

void chromium::press_tab() {
  for (const char* type : {"rawKeyDown", "keyUp"}) {
    call("Input.dispatchKeyEvent",
         {{"type", type}, {"key", "Tab"}, {"code", "Tab"}, {"windowsVirtualKeyCode", 9}});
  }
}

json::value chromium::evaluate(const std::string& expression) {
  const auto answer =
      call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}});
  if (answer.contains("exceptionDetails")) throw std::runtime_error(json::serialize(answer));
  const auto* value = answer.at("result").as_object().if_contains("value");
  return value == nullptr ? json::value() : *value;
}

void chromium::take_picture(const std::filesystem::path& file) {
  namespace base64 = boost::beast::detail::base64;
  const auto answer = call("Page.captureScreenshot");
  const auto& data = answer.at("data").as_string();
  std::string bytes(base64::decoded_size(data.size()), '\0');
  bytes.resize(base64::decode(bytes.data(), data.data(), data.size()).first);
  std::ofstream(file, std::ios::binary) << bytes;
}

std::vector<std::string> chromium::complaints() {
  evaluate("new Promise(done => setTimeout(done, 0))");  // events before the answer come first
  return complaints_;
}

json::object chromium::call(const std::string& method, json::object parameters) {
  json::object command{{"id", ++calls_}, {"method", method}, {"params", std::move(parameters)}};
  if (!session_.empty()) command["sessionId"] = session_;
  auto text = json::serialize(command);
  text += '\0';
  if (::write(to_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("chromium does not listen");
  for (;;) {
    auto message = read_message();
    const auto* id = message.if_contains("id");
    if (id == nullptr || *id != calls_) {
      note(message);
    } else if (message.contains("error")) {
      throw std::runtime_error(method + ": " + json::serialize(message));
    } else {
      return message.at("result").as_object();
    }
  }
}

json::object chromium::read_message() {
  for (;;) {
    const auto end = unread_.find('\0');
    if (end != std::string::npos) {
      auto message = json::parse(unread_.substr(0, end)).as_object();
      unread_.erase(0, end + 1);
      return message;
    }
    pollfd ready{from_, POLLIN, 0};
    if (::poll(&ready, 1, patience) <= 0) throw std::runtime_error("chromium does not answer");
    std::array<char, 65536> buffer{};
    const auto got = ::read(from_, buffer.data(), buffer.size());
    if (got <= 0) throw std::runtime_error("chromium has ended");
    unread_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

void chromium::note(const json::object& event) {
  const auto method = text_at(event, "method");
  if (method == "Page.loadEventFired") ++loads_;
  const auto text = json::serialize(event);
  if (method == "Audits.issueAdded" && text.find("ContentSecurityPolicy") == std::string::npos)
    return;  // such as a navigation that no finger began
  if (method == "Log.entryAdded" || method == "Runtime.consoleAPICalled" ||
      method == "Runtime.exceptionThrown" || method == "Audits.issueAdded" ||
      method == "Page.javascriptDialogOpening") {
    complaints_.push_back(text);
  }
}

}  // namespace algolog::test
