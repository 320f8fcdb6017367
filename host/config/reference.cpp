#include "config/reference.hpp"

#include "config/keys.hpp"

namespace duet::config {
namespace {

template <class S>
void add_rows(std::vector<ReferenceRow>& rows, const std::string& table) {
  const S defaults;
  for (const Key<S>& key : keys<S>()) {
    rows.push_back({table, std::string(key.name), key.expected, std::string(key.unit),
                    key.required ? "" : key.show(defaults), std::string(key.doc)});
  }
  for_each_table<S>([&]<class Member>(const TableBelow<S, Member>& below) {
    add_rows<typename ListOf<Member>::Item>(rows, table_name(table, below.name));
  });
}

}  // namespace

std::vector<ReferenceRow> reference() {
  std::vector<ReferenceRow> rows;
  add_rows<Config>(rows, "");
  return rows;
}

}  // namespace duet::config
