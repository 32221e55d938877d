#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

/// The bytes of tests/data/NAME, e.g. "api/errors.json": samples of the API documentation,
/// without their ellipses.
inline std::string data_file(const std::string& name) {
  std::ifstream in(std::string(TEST_DATA_DIR "/") + name, std::ios::binary);
  if (!in) throw std::runtime_error("no test data " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}
