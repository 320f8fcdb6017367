#include "contracts.hpp"

#include <duet/plugin/contract.hpp>
#include <stdexcept>

#include "describe/files.hpp"
#include "sdk/model/rich_models.hpp"
#include "sdk/wkt/models.hpp"
#include "support/loaded_plugin.hpp"

namespace round_trip {
namespace {

template <class... Models>
void add(const char* package, std::string& set) {
  duet::detail::FileBuilder file(package);
  (file.add_message<Models>(), ...);
  std::string error;
  if (!duet::detail::append_file(file, set, error)) throw std::runtime_error(error);
}

}  // namespace

duet::core::Schema schema_of(const std::string& descriptor_set) {
  const auto files = duet::describe::plugin_files(
      {reinterpret_cast<const std::uint8_t*>(descriptor_set.data()), descriptor_set.size(), nullptr, nullptr});
  if (!files) throw std::runtime_error(files.error().message);
  duet::core::Schema schema;
  std::string error;
  if (!schema.add("plugin", *files, error)) throw std::runtime_error(error);
  return schema;
}

duet::core::Schema contract_of(const std::string& library) {
  duet_error error{};
  error.size = sizeof error;
  const duet_description* description = duet::test::load_plugin(library)->describe(&error);
  if (description == nullptr) throw std::runtime_error(library + ": " + error.message);
  const duet_slice& set = description->descriptor_set;
  return schema_of({reinterpret_cast<const char*>(set.data), set.size});
}

duet::core::Schema contract_of_models() {
  std::string set;
  add<kinds::All>("kinds.v1", set);
  add<rules::Item>("rules.v1", set);
  add<rich::Everything>("rich.v1", set);
  add<everything::Everything>("everything.v1", set);
  return schema_of(set);
}

}  // namespace round_trip
