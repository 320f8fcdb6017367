#include "contract/text.hpp"

#include <utility>

#include "base/json_text.hpp"

namespace duet::contract {

std::string to_text(const Breakage& breakage) {
  return (breakage.file.empty() ? "<input>" : breakage.file) + ":" + std::to_string(breakage.line) + ":" +
         std::to_string(breakage.column) + ":" + breakage.rule + ": " + breakage.message;
}

std::string to_json(const Breakage& breakage) {
  std::string json = "{";
  const auto add_text = [&](std::string_view name, std::string_view value) {
    json += std::string(json.size() > 1 ? "," : "") + '"' + std::string(name) + "\":";
    base::append_json_string(json, value);
  };
  if (!breakage.file.empty()) add_text("path", breakage.file);
  for (const auto& [name, value] :
       {std::pair("start_line", breakage.line), std::pair("start_column", breakage.column),
        std::pair("end_line", breakage.end_line), std::pair("end_column", breakage.end_column)}) {
    json += std::string(json.size() > 1 ? "," : "") + '"' + name + "\":" + std::to_string(value);
  }
  add_text("type", breakage.rule);
  add_text("message", breakage.message);
  return json + "}";
}

}  // namespace duet::contract
