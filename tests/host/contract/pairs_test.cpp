// The pairs that tests/interop holds against `buf breaking`: here for what needs no buf.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "contract/rule.hpp"
#include "host/contract/compared.hpp"

using namespace duet::contract;
using namespace duet::test;

namespace {

namespace fs = std::filesystem;

Contract read_side(const fs::path& root) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), root).generic_string());
  }
  auto read = read_proto_files(root.string(), names);
  REQUIRE_MESSAGE(read.ok(), read.error().front());
  return std::move(*read);
}

constexpr Category kCategories[] = {Category::kFile, Category::kPackage, Category::kWireJson, Category::kWire};

}  // namespace

TEST_CASE("every rule of buf's is broken by some pair, and no pair breaks itself") {
  std::set<std::string> broken;
  std::size_t pairs = 0;
  for (const auto& pair : fs::directory_iterator(PAIRS)) {
    CAPTURE(pair.path().filename().string());
    ++pairs;
    const Contract before = read_side(pair.path() / "old");
    const Contract now = read_side(pair.path() / "new");
    for (const Category category : kCategories) {
      for (const Breakage& each : compare(before.files, now.files, {category})) {
        broken.insert(each.rule);
        CHECK((find_rule(each.rule)->categories & static_cast<unsigned>(category)) != 0);
        CHECK(each.line >= 1);
        CHECK_FALSE(each.message.empty());
      }
      CHECK(compare(before.files, before.files, {category}).empty());
      CHECK(compare(now.files, now.files, {category}).empty());
    }
  }
  CHECK(pairs >= 100);
  for (const Rule& rule : all_rules()) {
    CAPTURE(rule.name);
    CHECK(broken.contains(std::string(rule.name)) != rule.name.starts_with("DUET_"));
  }
}

TEST_CASE("what breaks the wire breaks JSON with it, and what breaks a package breaks its files") {
  for (const auto& pair : fs::directory_iterator(PAIRS)) {
    CAPTURE(pair.path().filename().string());
    const Contract before = read_side(pair.path() / "old");
    const Contract now = read_side(pair.path() / "new");
    const auto breaks = [&](Category category) { return !compare(before.files, now.files, {category}).empty(); };
    CHECK((!breaks(Category::kWire) || breaks(Category::kWireJson)));
    CHECK((!breaks(Category::kWireJson) || breaks(Category::kPackage)));
    CHECK((!breaks(Category::kPackage) || breaks(Category::kFile)));
  }
}
