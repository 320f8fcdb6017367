#include "reference_matcher.hpp"

#include <algorithm>
#include <set>

namespace fuzz {
namespace {

using duet::core::Route;
using duet::core::RouteTemplate;
using Kind = RouteTemplate::Kind;

/// A path in one of its two readings.
struct Reading {
  std::vector<std::string> segments;
  std::string verb;
};

/// The one with a verb first, where the last segment has one.
std::vector<Reading> readings(std::string_view path) {
  if (!path.starts_with('/')) return {};
  Reading plain;
  if (path.size() > 1) {
    for (std::size_t begin = 1; begin <= path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      plain.segments.emplace_back(path.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  std::vector<Reading> both;
  if (!plain.segments.empty()) {
    const std::string& last = plain.segments.back();
    const std::size_t colon = last.rfind(':');
    if (colon != std::string::npos && colon + 1 < last.size()) {
      Reading with_verb = plain;
      with_verb.verb = last.substr(colon + 1);
      with_verb.segments.back().resize(colon);
      both.push_back(with_verb);
    }
  }
  both.push_back(plain);
  return both;
}

int hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Is `literal` what `raw` decodes to? What does not decode is equal to none.
bool decodes_to(std::string_view raw, std::string_view literal) {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      text += raw[i];
      continue;
    }
    if (i + 2 >= raw.size() || hex_digit(raw[i + 1]) < 0 || hex_digit(raw[i + 2]) < 0) return false;
    text += static_cast<char>(hex_digit(raw[i + 1]) * 16 + hex_digit(raw[i + 2]));
    i += 2;
  }
  return text == literal;
}

bool takes_path(const Route& route, const Reading& reading) {
  const auto& segments = route.path.segments;
  if (!decodes_to(reading.verb, route.path.verb)) return false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].kind == Kind::kDoubleStar) return true;
    if (i == reading.segments.size()) return false;
    if (segments[i].kind == Kind::kLiteral && !decodes_to(reading.segments[i], segments[i].text)) return false;
    if (segments[i].kind == Kind::kStar && reading.segments[i].empty()) return false;
  }
  return segments.size() == reading.segments.size();
}

// The smaller the better: the kinds of the segments from the left, and how well the HTTP method fits.
std::vector<int> rank(const Route& route, std::string_view http_method) {
  std::vector<int> kinds;
  for (const auto& segment : route.path.segments) {
    kinds.push_back(segment.kind == Kind::kLiteral ? 1 : segment.kind == Kind::kStar ? 2 : 3);
  }
  kinds.push_back(0);  // The template ends.
  kinds.push_back(route.http_method == http_method ? 0 : route.http_method == "*" ? 2 : 1);
  return kinds;
}

bool takes_method(const Route& route, std::string_view http_method) {
  return route.http_method == http_method || route.http_method == "*" ||
         (http_method == "HEAD" && route.http_method == "GET");
}

ReferenceMatcher::Match found(const Route& route, const Reading& reading) {
  ReferenceMatcher::Match match{&route, {}};
  for (const auto& variable : route.path.variables) {
    const std::size_t last = variable.first + variable.count;
    const bool rest = route.path.segments[last - 1].kind == Kind::kDoubleStar;
    std::string text;
    for (std::size_t i = variable.first; i < (rest ? reading.segments.size() : last); ++i) {
      if (i > variable.first) text += '/';
      text += reading.segments[i];
    }
    match.captures.emplace_back(variable.field_path, text);
  }
  return match;
}

}  // namespace

bool ReferenceMatcher::add(const Route& route) {
  for (const Route* other : routes_) {
    if (other->http_method == route.http_method && other->path.verb == route.path.verb &&
        other->path.segments == route.path.segments) {
      return false;
    }
  }
  routes_.push_back(&route);
  return true;
}

std::optional<ReferenceMatcher::Match> ReferenceMatcher::match(std::string_view http_method,
                                                               std::string_view path) const {
  for (const Reading& reading : readings(path)) {
    const Route* best = nullptr;
    for (const Route* route : routes_) {
      if (!takes_path(*route, reading) || !takes_method(*route, http_method)) continue;
      if (best == nullptr || rank(*route, http_method) < rank(*best, http_method)) best = route;
    }
    if (best != nullptr) return found(*best, reading);
  }
  return std::nullopt;
}

std::vector<std::string> ReferenceMatcher::allowed(std::string_view path) const {
  std::set<std::string> methods;
  for (const Reading& reading : readings(path)) {
    for (const Route* route : routes_) {
      if (!takes_path(*route, reading)) continue;
      methods.insert(route->http_method);
      if (route->http_method == "GET") methods.insert("HEAD");
    }
  }
  return {methods.begin(), methods.end()};
}

}  // namespace fuzz
