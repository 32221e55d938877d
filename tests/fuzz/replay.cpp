// Stands in for libFuzzer where there is none: every file of the folders it is given is an input.
#include <filesystem>
#include <iostream>
#include <string>

#include "content.hpp"
#include "target.hpp"

namespace {

std::size_t replay(const std::filesystem::path& folder) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::cout << entry.path().string() << std::endl;  // the last one named is the one that fails
    const auto bytes = algolog::test::content(entry.path());
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  }
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) files += replay(arguments[i]);
  std::cout << files << " inputs\n";
  return files > 0 ? 0 : 1;
}
