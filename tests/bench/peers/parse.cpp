// bench_parse SECONDS FILE...: parses the files again and again with boost::json::parse, in one
// thread, and prints how many a second.
#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("Usage: bench_parse SECONDS FILE...\n", stderr);
    return 64;
  }
  std::vector<std::string> bodies;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    bodies.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  using clock = std::chrono::steady_clock;
  const auto began = clock::now();
  const std::chrono::duration<double> wanted(std::strtod(argv[1], nullptr));
  std::size_t parsed = 0;
  std::size_t records = 0;
  std::chrono::duration<double> took{};
  while ((took = clock::now() - began) < wanted) {
    records += boost::json::parse(bodies[parsed++ % bodies.size()]).as_array().size();
  }
  const auto rate = static_cast<double>(parsed) / took.count();
  std::printf("{\"rate\": %.1f, \"records\": %zu}\n", rate, records / parsed);
}
