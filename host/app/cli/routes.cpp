#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/inspect.hpp"
#include "app/summary.hpp"

namespace duet::app::cli {

int routes(const std::string& config) {
  return with_assembly(config, Depth::kContract, [](const Assembly& assembly) {
    std::cout << routes_table(*assembly.catalog);
    return 0;
  });
}

}  // namespace duet::app::cli
