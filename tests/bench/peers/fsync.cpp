// bench_fsync FILE SECONDS: appends 4 KiB to a file and waits until they are on the disk, again and
// again; prints how long that takes.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("Usage: bench_fsync FILE SECONDS\n", stderr);
    return 64;
  }
  const int file = ::open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) {
    std::perror("bench_fsync");
    return 1;
  }
  using clock = std::chrono::steady_clock;
  const auto end = clock::now() + std::chrono::duration<double>(std::strtod(argv[2], nullptr));
  const std::vector<char> block(4096, 'x');
  std::vector<double> ms;
  for (auto now = clock::now(); now < end || ms.empty();) {
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) {
      std::perror("bench_fsync");
      return 1;
    }
    const auto then = clock::now();
    ms.push_back(std::chrono::duration<double, std::milli>(then - now).count());
    now = then;
  }
  ::close(file);
  std::sort(ms.begin(), ms.end());
  std::printf("{\"p50\": %.3f, \"p99\": %.3f, \"syncs\": %zu}\n", ms[ms.size() / 2],
              ms[ms.size() * 99 / 100], ms.size());
}
