// A cluster for measuring: it answers as fast as one thread can, over plain HTTP.
//
//   bench_server PORT ALGORITHMS SHOWN [BUILDS LOG_BYTES]
//
// serves the routes for errors and builds of bench/a000000, bench/a000001, … and for whoever
// measures:
//   GET /_fail/N/EVERY   from now on N executions fail before each EVERYth answer of an errors
//   route GET /_served         how many answers there were, of errors and of logs GET /_sent of
//   answers since the last time: request id of the newest failure that is
//                        new in it, and when its last byte was handed over (ns, CLOCK_MONOTONIC)
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/windows.hpp"
#include "cluster/dice.hpp"
#include "cluster/prose.hpp"

namespace {

std::int64_t clock_ns(clockid_t which) {
  timespec now{};
  ::clock_gettime(which, &now);
  return std::int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}
std::int64_t now_ms() { return clock_ns(CLOCK_REALTIME) / 1'000'000; }

std::string header(int status, std::size_t length) {
  const auto now = ::time(nullptr);
  char date[64];
  tm parts{};
  ::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", ::gmtime_r(&now, &parts));
  return std::string("HTTP/1.1 ") + (status == 200 ? "200 OK" : "404 Not Found") +
         "\r\nDate: " + date +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(length) +
         "\r\n\r\n";
}

std::size_t number_in(std::string_view text, std::size_t otherwise) {
  std::size_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The part before the next `/` or `?`, which is taken out.
std::string_view take(std::string_view& path) {
  const auto end = path.find_first_of("/?");
  const auto part = path.substr(0, end);
  path.remove_prefix(end == path.npos ? path.size() : end + 1);
  return part;
}

class cluster {
 public:
  cluster(std::size_t algorithms, std::size_t shown, std::size_t builds, std::size_t log_bytes)
      : windows_(algorithms, shown, now_ms()), began_(now_ms()), builds_(builds) {
    for (std::uint64_t seed = 0; seed < 16; ++seed) {
      auto log = simcluster::make_log(seed, "bench/scoring_model", true, log_bytes);
      std::string json = "{\"logs\":\"";
      for (const char c : log) json += c == '\n' ? "\\n" : std::string(1, c);
      logs_.push_back(json + "\"}");
    }
  }

  /// Appends the answer. `sent` gets the id of what is new in it.
  void answer(std::string_view path, std::string& to, std::string& sent) {
    std::string body;
    const bool found = write(path, body, sent);
    if (!found) body = "{\"error\":{\"message\":\"not found\"}}";
    to += header(found ? 200 : 404, body.size());
    to += body;
  }

  void on_sent(const std::string& request_id) {
    sent_ += request_id + ' ' + std::to_string(clock_ns(CLOCK_MONOTONIC)) + '\n';
  }

 private:
  bool write(std::string_view path, std::string& to, std::string& sent) {
    take(path);
    const auto first = take(path);
    if (first == "_fail") {
      fails_ = number_in(take(path), 0);
      every_ = std::max<std::size_t>(1, number_in(take(path), 1));
      to = "ok\n";
      return true;
    }
    if (first == "_served") {
      to = std::to_string(errors_) + ' ' + std::to_string(logs_served_) + '\n';
      return true;
    }
    if (first == "_sent") {
      to.swap(sent_);
      return true;
    }
    if (first != "v1" || take(path) != "algorithms" || take(path) != "bench") return false;
    const auto name = take(path);
    const auto index = windows_.find(name);
    if (index == windows_.size()) return false;
    const auto what = take(path);
    if (what == "errors") return write_errors(index, to, sent);
    if (what == "builds") return write_builds(index, path, to);
    if (what.empty()) return write_algorithm(name, to);
    if (what != "versions") return false;
    to = "{\"marker\":null,\"next_link\":null,\"results\":[]}";
    return true;
  }

  static bool write_algorithm(std::string_view name, std::string& to) {
    to = "{\"id\":\"00000000-0000-4000-8000-000000" + std::string(name.substr(1)) +
         "\",\"name\":\"" + std::string(name) + "\"}";
    return true;
  }

  bool write_errors(std::size_t index, std::string& to, std::string& sent) {
    if (++errors_ % every_ == 0 && fails_ > 0) {
      windows_.fail(index, fails_, now_ms());
      sent = windows_.newest(index);
    }
    windows_.write(index, to);
    return true;
  }

  bool write_builds(std::size_t index, std::string_view path, std::string& to) {
    if (path.empty() || path.starts_with("limit=")) return write_page(index, path, to);
    const auto id = take(path);
    const auto number = number_in(id.substr(std::min<std::size_t>(id.size(), 24)), builds_);
    if (take(path) == "logs") {
      ++logs_served_;
      to = logs_[(index + number) % logs_.size()];
    } else {
      to = build(index, number);
    }
    return true;
  }

  /// All on one page, unless fewer are asked for: then the marker is the number of the next.
  bool write_page(std::size_t index, std::string_view query, std::string& to) {
    std::size_t from = 0;
    std::size_t limit = builds_;
    if (const auto at = query.find("limit="); at != query.npos) {
      limit = std::max<std::size_t>(1, number_in(query.substr(at + 6), limit));
    }
    if (const auto at = query.find("marker="); at != query.npos) {
      from = number_in(query.substr(at + 7), builds_);
    }
    const auto end = std::min(builds_, from + limit);
    to = "{\"marker\":";
    to += end < builds_ ? '"' + std::to_string(end) + '"' : "null";
    to += ",\"next_link\":null,\"results\":[";
    for (auto number = from; number < end; ++number) to += build(index, number) + ',';
    if (to.back() == ',') to.pop_back();
    to += "]}";
    return true;
  }

  std::string build(std::size_t index, std::size_t number) const {
    simcluster::dice d(index * builds_ + number);
    char id[64];
    std::snprintf(id, sizeof id, "%08zx-0000-4000-8000-%012zu", index, number);
    const auto started = (began_ / 1000) - 3600 * static_cast<std::int64_t>(number + 1);
    return std::string("{\"build_id\":\"") + id + "\",\"status\":\"succeeded\",\"commit_sha\":\"" +
           d.hex(40) + "\",\"started_at\":\"" + iso(started) + "\",\"finished_at\":\"" +
           iso(started + 48) + "\",\"version_info\":{\"semantic_version\":\"0.1." +
           std::to_string(builds_ - number) + "\"}}";
  }

  static std::string iso(std::int64_t seconds) {
    const std::time_t at = seconds;
    char text[32];
    tm parts{};
    ::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", ::gmtime_r(&at, &parts));
    return text;
  }

  bench::windows windows_;
  std::int64_t began_;
  std::size_t builds_;
  std::vector<std::string> logs_;  ///< as JSON
  std::size_t fails_ = 0;
  std::size_t every_ = 1;
  std::size_t errors_ = 0;
  std::size_t logs_served_ = 0;
  std::string sent_;
};

class connection {
 public:
  connection(int socket, cluster& asked) : socket_(socket), asked_(asked) {}
  ~connection() { ::close(socket_); }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// False when it is over.
  bool proceed() {
    char buffer[16384];
    for (;;) {
      if (!flush()) return false;
      if (at_ < out_.size()) return true;  // goes on when there is room
      const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got == 0) return false;
      if (got < 0) return errno == EAGAIN || errno == EINTR;
      in_.append(buffer, static_cast<std::size_t>(got));
      answer();
    }
  }

 private:
  void answer() {
    const auto end = in_.find("\r\n\r\n");
    if (end == in_.npos) return;
    const auto path = std::string_view(in_).substr(0, in_.find("\r\n"));
    const auto from = path.find(' ') + 1;
    out_.clear();
    at_ = 0;
    asked_.answer(path.substr(from, path.find(' ', from) - from), out_, news_);
    in_.erase(0, end + 4);
  }

  bool flush() {
    while (at_ < out_.size()) {
      const auto put = ::send(socket_, out_.data() + at_, out_.size() - at_, MSG_NOSIGNAL);
      if (put < 0) return errno == EAGAIN || errno == EINTR;
      at_ += static_cast<std::size_t>(put);
    }
    if (!news_.empty()) asked_.on_sent(news_);
    news_.clear();
    return true;
  }

  int socket_;
  cluster& asked_;
  std::string in_;
  std::string out_;
  std::size_t at_ = 0;
  std::string news_;
};

int listen_on(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket, 1024) != 0) {
    std::perror("bench_server");
    std::exit(1);
  }
  return socket;
}

void add(int epoll, int socket, std::uint32_t what) {
  epoll_event event{};
  event.events = what;
  event.data.fd = socket;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void serve(int listening, cluster& asked) {
  std::unordered_map<int, std::unique_ptr<connection>> connections;
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  add(epoll, listening, EPOLLIN);
  epoll_event events[64];
  for (;;) {
    const int count = ::epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[i].data.fd;
      if (socket != listening) {
        if (!connections[socket]->proceed()) connections.erase(socket);
        continue;
      }
      const int accepted = ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (accepted < 0) continue;
      const int yes = 1;
      const int room = 1 << 20;
      ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      ::setsockopt(accepted, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
      connections[accepted] = std::make_unique<connection>(accepted, asked);
      add(epoll, accepted, EPOLLIN | EPOLLOUT | EPOLLET);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("Usage: bench_server PORT ALGORITHMS SHOWN [BUILDS LOG_BYTES]\n", stderr);
    return 64;
  }
  const auto number = [&](int i) { return argc > i ? number_in(argv[i], 0) : 0; };
  cluster asked(number(2), number(3), number(4), number(5));
  serve(listen_on(static_cast<std::uint16_t>(number(1))), asked);
}
