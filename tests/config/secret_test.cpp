#include "config/secret.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "catch.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using kind = secret_source::kind;

namespace {

class environment {
 public:
  environment(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~environment() { ::unsetenv(name_); }
  environment(const environment&) = delete;
  environment& operator=(const environment&) = delete;

 private:
  const char* name_;
};

secret of_file(const std::filesystem::path& file) { return secret({kind::file, file.string()}); }

}  // namespace

TEST_CASE("the white space an editor leaves around a key is not part of it") {
  const test::scratch_folder folder;
  CHECK(of_file(folder.write("key", "\n  simKEY1 \r\n")).token().value() == "simKEY1");
}

TEST_CASE("a key file replaced by rename is read again") {
  const test::scratch_folder folder;
  secret key = of_file(folder.write("key", "simONE"));
  CHECK(key.token().value() == "simONE");
  std::filesystem::rename(folder.write("key.new", "simTWO"), folder / "key");
  CHECK(key.token().value() == "simTWO");
}

TEST_CASE("a key file written in place is read again") {
  const test::scratch_folder folder;
  secret key = of_file(folder.write("key", "simONE"));
  CHECK(key.token().value() == "simONE");
  folder.write("key", "simLONGER");
  CHECK(key.token().value() == "simLONGER");
}

TEST_CASE("an equal-sized change that keeps the time of modification is seen") {
  const test::scratch_folder folder;
  const auto file = folder.write("key", "simONE");
  const auto stamp = std::filesystem::last_write_time(file);
  secret key = of_file(file);
  CHECK(key.token().value() == "simONE");
  folder.write("key", "simTWO");
  std::filesystem::last_write_time(file, stamp);
  CHECK(key.token().value() == "simTWO");
}

TEST_CASE("a key file that goes away is an error, and found again when it comes back") {
  const test::scratch_folder folder;
  secret key = of_file(folder / "key");
  const auto missing = key.token();
  REQUIRE(missing.has_error());
  CHECK(missing.error().code == errc::no_credentials);
  CHECK_THAT(missing.error().detail, ContainsSubstring((folder / "key").string()));
  CHECK_THAT(missing.error().detail, ContainsSubstring("No such file"));
  folder.write("key", "simONE");
  CHECK(key.token().value() == "simONE");
  std::filesystem::remove(folder / "key");
  CHECK(key.token().has_error());
}

TEST_CASE("what could not be one header value is no key, and is never repeated") {
  const test::scratch_folder folder;
  const std::string forged = "simKEY\r\nX-Forged: 1";
  for (const std::string& text :
       {std::string(), std::string(" \n"), forged, std::string("sim\0KEY", 7),
        std::string("\xEF\xBB\xBFsimKEY"), std::string("sim\x7FKEY"), std::string(70'000, 'x')}) {
    const auto token = of_file(folder.write("key", text)).token();
    REQUIRE(token.has_error());
    CHECK(token.error().code == errc::no_credentials);
    CHECK_THAT(token.error().detail, !ContainsSubstring("simKEY"));
  }
}

TEST_CASE("a key file has changed when it is another than the one that was tried last") {
  const test::scratch_folder folder;
  secret key = of_file(folder / "key");
  CHECK(key.token().has_error());
  CHECK_FALSE(key.changed());
  folder.write("key", "simONE");
  CHECK(key.changed());
  CHECK(key.token().value() == "simONE");
  key.invalidate();
  CHECK_FALSE(key.changed());
  std::filesystem::rename(folder.write("key.new", "simTWO"), folder / "key");
  CHECK(key.changed());
  CHECK(key.token().value() == "simTWO");
  CHECK_FALSE(key.changed());
  std::filesystem::remove(folder / "key");
  CHECK(key.changed());
}

TEST_CASE("a key file has changed when it got other permissions, and is not read to see that") {
  const test::scratch_folder folder;
  const auto file = folder.write("key", "");
  secret key = of_file(file);
  CHECK(key.token().has_error());
  CHECK_FALSE(key.changed());
  ::chmod(file.c_str(), 0600);
  CHECK(key.changed());
}

TEST_CASE("a folder or a FIFO in place of a key file is refused without waiting") {
  const test::scratch_folder folder;
  CHECK(of_file(folder.path()).token().has_error());
  const auto fifo = folder / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK_THAT(of_file(fifo).token().error().detail, ContainsSubstring("not a regular file"));
}

TEST_CASE("a key in the environment is read when it is used") {
  secret key({kind::environment, "ALGOLOGD_TEST_KEY"});
  CHECK_THAT(key.token().error().detail, ContainsSubstring("ALGOLOGD_TEST_KEY is not set"));
  const environment set("ALGOLOGD_TEST_KEY", "simENV");
  CHECK(key.token().value() == "simENV");
  CHECK_FALSE(key.may_change());
  CHECK_FALSE(key.changed());
}

TEST_CASE("a systemd credential is looked for in CREDENTIALS_DIRECTORY") {
  const test::scratch_folder folder;
  folder.write("prod-key", "simCRED\n");
  secret key({kind::credential, "prod-key"});
  CHECK_THAT(key.token().error().detail, ContainsSubstring("LoadCredential="));
  const environment set("CREDENTIALS_DIRECTORY", folder.path().string());
  CHECK(key.token().value() == "simCRED");
}

TEST_CASE("a key file every user may read earns a warning, one for the group none") {
  const test::scratch_folder folder;
  const auto file = folder.write("key", "simONE");
  ::chmod(file.c_str(), 0644);
  const auto warning = of_file(file).permission_warning();
  REQUIRE(warning);
  CHECK_THAT(*warning, ContainsSubstring("chmod o= " + file.string()));
  ::chmod(file.c_str(), 0640);
  CHECK_FALSE(of_file(file).permission_warning());
  CHECK_FALSE(of_file(folder / "none").permission_warning());
}
