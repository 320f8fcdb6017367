// What the commands share that look at plugins without serving them.
#pragma once

#include <functional>
#include <string>

#include "app/assembly.hpp"

namespace duet::app::cli {

/// Prints each error on stderr as "duet: ERROR". Returns 1, the exit status for it.
int report(const Errors& errors);

/// Assembles `config` to `depth` and hands the result to `use`, whose exit status it returns; or reports what is wrong.
int with_assembly(const config::Config& config, Depth depth, const std::function<int(const Assembly&)>& use);

/// The same for a configuration file.
int with_assembly(const std::string& config_file, Depth depth, const std::function<int(const Assembly&)>& use);

}  // namespace duet::app::cli
