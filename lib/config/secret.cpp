#include "config/secret.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

namespace algolog {
namespace {

constexpr std::size_t most = 64U << 10;

class descriptor {
 public:
  explicit descriptor(int fd) noexcept : fd_(fd) {}
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

error unusable(std::string detail) { return {errc::no_credentials, std::move(detail)}; }

std::string reason(int code) { return std::generic_category().message(code); }

// The key must fit into one header line; it is never repeated in a message.
result<std::string> checked(std::string_view text, const std::string& where) {
  constexpr std::string_view white = " \t\r\n\v\f";
  if (text.size() > most) return unusable(where + " is larger than 64 KiB; that is no API key");
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return unusable(where + " is empty");
  text = text.substr(first, text.find_last_not_of(white) - first + 1);
  const auto bad = [](char c) { return c < 0x20 || c > 0x7e; };
  if (std::ranges::any_of(text, bad))
    return unusable(where + " holds a line break, a control character or a byte that is not ASCII");
  return std::string(text);
}

result<std::string> read_all(int fd, const std::string& where) {
  std::string text;
  std::array<char, 4096> piece{};
  while (text.size() <= most) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unusable(where + ": " + reason(errno));
    if (got == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

secret::secret(secret_source source) : source_(std::move(source)) {}

result<std::string> secret::token() {
  switch (source_.from) {
    case secret_source::kind::none: return unusable("no API key is configured");
    case secret_source::kind::environment: return from_environment();
    case secret_source::kind::file:
    case secret_source::kind::credential: return from_file();
  }
  return unusable("no API key is configured");
}

void secret::invalidate() noexcept {
  cached_.clear();
  read_ = {};
}

result<std::string> secret::from_environment() const {
  const char* value = std::getenv(source_.value.c_str());
  if (value == nullptr) return unusable(describe() + " is not set");
  return checked(value, describe());
}

result<std::string> secret::from_file() {
  const std::string path = file();
  if (path.empty())
    return unusable(describe() +
                    ": CREDENTIALS_DIRECTORY is not set; is LoadCredential= in the unit?");
  if (!cached_.empty() && present() == read_) {
    tried_ = read_;
    return cached_;
  }
  // O_NONBLOCK: opening a FIFO by mistake must not stop the daemon.
  const descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat now {};
  if (fd.get() < 0 || ::fstat(fd.get(), &now) != 0) {
    const int failed = errno;
    tried_ = present();
    return unusable(describe() + ": " + reason(failed));
  }
  const stamp seen = tried_ = stamp_of(now);
  if (!S_ISREG(now.st_mode)) return unusable(describe() + " is not a regular file");
  invalidate();
  const result<std::string> text = read_all(fd.get(), describe());
  if (!text) return text;
  result<std::string> key = checked(*text, describe());
  if (!key) return key;
  cached_ = *key;
  read_ = seen;
  return key;
}

secret::stamp secret::stamp_of(const struct stat& file) noexcept {
  return {file.st_mtim.tv_sec, file.st_mtim.tv_nsec, file.st_ctim.tv_sec, file.st_ctim.tv_nsec,
          file.st_size,        file.st_dev,          file.st_ino};
}

secret::stamp secret::present() const {
  struct stat now {};
  return ::stat(file().c_str(), &now) == 0 ? stamp_of(now) : stamp{};
}

bool secret::may_change() const noexcept {
  return source_.from == secret_source::kind::file ||
         source_.from == secret_source::kind::credential;
}

bool secret::changed() const { return may_change() && present() != tried_; }

std::string secret::file() const {
  if (source_.from == secret_source::kind::file) return source_.value;
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') return {};
  return std::string(folder) + "/" + source_.value;
}

std::optional<std::string> secret::permission_warning() const {
  if (source_.from != secret_source::kind::file) return std::nullopt;
  struct stat now {};
  if (::stat(source_.value.c_str(), &now) != 0 || (now.st_mode & S_IROTH) == 0) return std::nullopt;
  return fmt::format("{} can be read by every user of this machine; run: chmod o= {}", describe(),
                     source_.value);
}

std::string secret::describe() const {
  if (!source_.told.empty()) return source_.told;
  switch (source_.from) {
    case secret_source::kind::file: return "file " + source_.value;
    case secret_source::kind::environment: return "environment variable " + source_.value;
    case secret_source::kind::credential: return "systemd credential " + source_.value;
    case secret_source::kind::none: break;
  }
  return "no API key";
}

}  // namespace algolog
