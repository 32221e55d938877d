// Draws a sample of the status page into a folder (index.html, style.css, icon.svg) to be looked
// at, and tells how long that takes: preview FOLDER [TARGETS [QUERY]].

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "sample_page.hpp"

int main(int argc, char** argv) {
  using namespace algolog;
  if (argc < 2) return 64;
  const std::filesystem::path folder = argv[1];
  const auto count = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 120);
  const auto query = parse_page_query(argc > 3 ? argv[3] : "");
  auto content = test::a_page(count);
  choose_targets(content, query);
  test::add_records(content);
  const auto begun = std::chrono::steady_clock::now();
  constexpr int rounds = 20;
  std::string page;
  for (int i = 0; i < rounds; ++i) {
    choose_targets(content, query);
    page = draw_page(content, query);
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  std::cout << count << " targets: " << took.count() / rounds << " ms, " << page.size()
            << " bytes\n";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "index.html") << page;
  std::ofstream(folder / "style.css") << page_style();
  std::ofstream(folder / "icon.svg") << page_icon();
  return 0;
}
