// Looks at a file before the dynamic linker does.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace duet::plugins {

/// Checks that `path` is a whole shared library for this machine: a readable regular file, ELF, of the host's class,
/// byte order and architecture, ET_DYN, with everything that it maps inside the file. (dlopen() kills the process with
/// SIGBUS when a library was cut off.) The error names the file, the cause and the mend. Source of the format: elf(5).
base::Result<void> check_shared_library(const std::filesystem::path& path);

}  // namespace duet::plugins
