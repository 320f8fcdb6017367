#include "config/reference.hpp"

#include "config/keys.hpp"

namespace duet::config {
namespace {

template <class S>
void add_rows(std::vector<ReferenceRow>& rows, std::string_view table, const std::vector<Key<S>>& keys) {
  const S defaults;
  for (const Key<S>& key : keys) {
    rows.push_back({std::string(table), std::string(key.name), key.expected, std::string(key.unit),
                    key.required ? "" : key.show(defaults), std::string(key.doc)});
  }
}

}  // namespace

std::vector<ReferenceRow> reference() {
  std::vector<ReferenceRow> rows;
  for_each_section([&rows](std::string_view table, auto, const auto& keys) { add_rows(rows, table, keys); });
  add_rows(rows, "plugin", plugin_keys());
  return rows;
}

}  // namespace duet::config
