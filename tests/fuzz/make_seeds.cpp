// Writes the inputs of the golden exchanges as a corpus for fuzz_connection.
//
// usage: make_seeds CASES_FOLDER OUT_FOLDER
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

#include "host/rest/golden/cases.hpp"

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: make_seeds CASES_FOLDER OUT_FOLDER\n");
    return 2;
  }
  try {
    const std::filesystem::path out = arguments[2];
    std::filesystem::create_directories(out);
    std::size_t number = 0;
    for (const golden::Case& one : golden::read_cases(arguments[1])) {
      std::string bytes = one.input;
      // Scripts: two pieces and a pause in the reading, or the end of the client's side.
      bytes += one.half_close ? std::string("\x5f\xe0\x02", 3) : std::string("\x24\x60\xa0\x03", 4);
      std::ofstream(out / (std::to_string(number++) + ".seed"), std::ios::binary) << bytes;
    }
    std::printf("%zu seeds\n", number);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "make_seeds: %s\n", failure.what());
    return 1;
  }
  return 0;
}
