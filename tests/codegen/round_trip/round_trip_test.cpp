// From C++ to a .proto and back: what the models say is said by the .proto that is exported from them, and by the
// models that protoc-gen-duet makes of that.
#include <doctest/doctest.h>

#include <string>

#include "contracts.hpp"
#include "generated.hpp"
#include "support/contract_text.hpp"

using duet::core::Schema;
using duet::test::Comments;

namespace {

std::set<std::string> text(const Schema& schema, const std::string& file, Comments comments) {
  const auto* found = schema.pool().FindFileByName(file);
  REQUIRE_MESSAGE(found != nullptr, file);
  return duet::test::contract_text(*found, comments);
}

// Models know nothing of services.
std::set<std::string> without_services(std::set<std::string> lines) {
  std::erase_if(lines,
                [](const std::string& line) { return line.starts_with("service ") || line.starts_with("method "); });
  return lines;
}

template <class Look>
void for_each_file(Look look) {
  for (const char* library : {ITEMS_PLUGIN, PROBE_PLUGIN, USERS_PLUGIN}) {
    const Schema schema = round_trip::contract_of(library);
    for (const std::string& file : schema.file_names()) look(schema, file);
  }
  const Schema models = round_trip::contract_of_models();
  REQUIRE(models.file_names().size() == 4);
  for (const std::string& file : models.file_names()) look(models, file);
}

}  // namespace

TEST_CASE("the generated headers carry the contract that was exported, comments included") {
  const Schema carried = round_trip::schema_of(round_trip::carried_files());
  for_each_file([&](const Schema& original, const std::string& file) {
    INFO(file);
    CHECK(duet::test::difference(text(original, file, Comments::kKept), text(carried, file, Comments::kKept)) == "");
  });
}

TEST_CASE("the generated models give the contract that was exported, by themselves") {
  const Schema rebuilt = round_trip::schema_of(round_trip::rebuilt_files());
  for_each_file([&](const Schema& original, const std::string& file) {
    INFO(file);
    CHECK(duet::test::difference(without_services(text(original, file, Comments::kLeftOut)),
                                 text(rebuilt, file, Comments::kLeftOut)) == "");
  });
}
