// What config.toml can say, as rows for a reference page.
#pragma once

#include <string>
#include <vector>

namespace duet::config {

struct ReferenceRow {
  std::string table;          // "rest.tls" for [rest.tls], "plugin" for [[plugin]]
  std::string key;            // "port"
  std::string expected;       // "an integer from 0 to 65535"
  std::string unit;           // "TCP port", or empty
  std::string default_value;  // as TOML: 8080; empty for a required key, and where something else decides
  std::string doc;
};

// Every key, table by table. [plugin.settings] has no rows: its keys are the plugin's.
std::vector<ReferenceRow> reference();

}  // namespace duet::config
