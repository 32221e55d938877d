#pragma once

#include <string>
#include <vector>

namespace algolog::test {

/// From now on `name` is looked up as these addresses, in this order, wherever in the program: the
/// C library's getaddrinfo(3) is replaced (see lookup.cpp), so the daemon's own code runs
/// unchanged.
void lead(const std::string& name, std::vector<std::string> addresses);
/// … fails with this code of getaddrinfo(3), once; 0: never again.
void fail_once(const std::string& name, int code);
/// How often it was looked up.
int lookups_of(const std::string& name);

/// Looking up `name` hangs while this lives, as with a name server that never answers.
class hanging_lookup {
 public:
  explicit hanging_lookup(std::string name);
  ~hanging_lookup();
  hanging_lookup(const hanging_lookup&) = delete;
  hanging_lookup& operator=(const hanging_lookup&) = delete;

  /// Whether somebody waits.
  bool entered() const;
  /// Those that begin from now on do not hang.
  void let_others_pass();

 private:
  std::string name_;
};

}  // namespace algolog::test
