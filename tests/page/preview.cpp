// Draws a sample of the status page into a folder (index.html, style.css, icon.svg) to be looked
// at, and tells how long that takes: status_preview FOLDER [TARGETS [QUERY [DATABASE]]]. With a
// database the errors, builds and polls are those of it.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "page/page_store.hpp"
#include "sample_page.hpp"
#include "store/database.hpp"

namespace {

constexpr int rounds = 10;

template <class Work>
double milliseconds(Work work) {
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  return took.count() / rounds;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace algolog;
  if (argc < 2) return 64;
  const std::filesystem::path folder = argv[1];
  auto content = test::a_page(static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 120));
  const auto query = parse_page_query(argc > 3 ? argv[3] : "");
  for (std::size_t i = 0; i < content.now.targets.size(); ++i)
    content.now.targets[i].algorithm_id = static_cast<std::int64_t>(i) + 1;
  choose_targets(content, query);
  if (argc > 4) {
    auto db = open_read_only(argv[4]);
    std::cout << "read: " << milliseconds([&] { fill_page(db, content, query); }) << " ms\n";
  } else {
    test::add_records(content);
  }
  std::string page;
  const double drawn = milliseconds([&] {
    choose_targets(content, query);
    page = draw_page(content, query);
  });
  std::cout << "drawn: " << drawn << " ms, " << page.size() << " bytes\n";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "index.html") << page;
  std::ofstream(folder / "style.css") << page_style();
  std::ofstream(folder / "icon.svg") << page_icon();
  return 0;
}
