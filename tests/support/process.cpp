#include "process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "redirected.hpp"

namespace e2e {
namespace {

std::string with_suffix(const std::filesystem::path& output, const char* suffix) {
  return output.string() + suffix;
}

std::vector<std::string> whole_environment(const environment& more) {
  std::vector<std::string> variables;
  for (char** one = ::environ; *one != nullptr; ++one) {
    const std::string text = *one;
    if (!more.contains(text.substr(0, text.find('=')))) variables.push_back(text);
  }
  for (const auto& [name, value] : more) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

process::process(const std::vector<std::string>& command, std::filesystem::path output,
                 const environment& more)
    : output_(std::move(output)) {
  auto arguments = command;
  auto variables = whole_environment(more);
  const auto argv = pointers_to(arguments);
  const auto envp = pointers_to(variables);
  const int out = algolog::test::create_file(with_suffix(output_, ".out"));
  const int err = algolog::test::create_file(with_suffix(output_, ".err"));
  pid_ = ::fork();
  if (pid_ == 0) {  // after fork: other threads are gone, so only system calls are safe
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);  // a server's port would be held open by the child
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  const int failed = errno;
  ::close(out);
  ::close(err);
  if (pid_ < 0) throw std::system_error(failed, std::generic_category(), "fork");
}

process::~process() {
  if (!running()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool process::running() {
  if (ended_) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  ended_ = true;
  left_core_ = WIFSIGNALED(status) && WCOREDUMP(status);
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return false;
}

void process::send(int signal) const { ::kill(pid_, signal); }

int process::wait(std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (running()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the process does not end; it said:\n" + err());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return status_;
}

std::string process::out() const { return algolog::test::content(with_suffix(output_, ".out")); }

std::string process::err() const { return algolog::test::content(with_suffix(output_, ".err")); }

}  // namespace e2e
