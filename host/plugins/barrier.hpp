// The barrier around every call into a plugin: what a plugin throws, in spite of the ABI, does not unwind the host.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace duet::plugins {

/// Runs `function`. What was thrown, as text for the log, or nothing if nothing was.
template <class Function>
std::optional<std::string> thrown_by(Function&& function) {
  try {
    std::invoke(std::forward<Function>(function));
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "something that is not a std::exception";
  }
}

}  // namespace duet::plugins
