// bench_bodies FOLDER ALGORITHMS SHOWN: writes the answers of errors routes as files, for a web
// server.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/windows.hpp"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("Usage: bench_bodies FOLDER ALGORITHMS SHOWN\n", stderr);
    return 64;
  }
  const std::filesystem::path folder = argv[1];
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const bench::windows all(std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10),
                           std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  std::string body;
  for (std::size_t i = 0; i < all.size(); ++i) {
    body.clear();
    all.write(i, body);
    std::ofstream file(folder / (bench::windows::name(i) + ".json"), std::ios::binary);
    file << body;
    if (!file.flush()) {
      std::perror("bench_bodies");
      return 1;
    }
  }
}
