#include "core/route_matcher.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>

#include "core/percent.hpp"

namespace duet::core {
namespace {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// A verb and a segment of a path as literals are compared to them: decoded.
std::string_view decoded(std::string_view raw, std::string& memory) {
  if (raw.find('%') == std::string_view::npos) return raw;
  memory.clear();
  // Literals are UTF-8, so that none is equal to this.
  return decode_percent(raw, PercentMode::kSegment, memory) ? memory : std::string_view("\xff");
}

constexpr std::size_t kInlineSegments = 32;

/// The path's segments: where each begins and ends, counted from the path's first byte.
class Segments {
 public:
  /// False if the path does not begin with '/'.
  bool split(std::string_view path) {
    if (path.empty() || path.front() != '/') return false;
    path_ = path;
    if (path.size() == 1) return true;
    for (std::size_t begin = 1; begin <= path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      push(begin, end);
      begin = end + 1;
    }
    return true;
  }

  std::size_t size() const { return count_; }
  std::string_view operator[](std::size_t i) const { return path_.substr(at(i).begin, at(i).end - at(i).begin); }
  /// From the beginning of segment `first` to the end of the segment before `last`.
  std::string_view range(std::size_t first, std::size_t last) const {
    if (first >= last) return {};
    return path_.substr(at(first).begin, at(last - 1).end - at(first).begin);
  }
  /// Takes the last `n` bytes off the last segment, or gives them back: the verb.
  void shorten_last(std::size_t n) { at(count_ - 1).end -= n; }
  void lengthen_last(std::size_t n) { at(count_ - 1).end += n; }

  void count_step() { ++steps_; }
  std::size_t steps() const { return steps_; }

 private:
  struct Span {
    std::size_t begin, end;
  };
  void push(std::size_t begin, std::size_t end) {
    if (count_ < kInlineSegments) {
      inline_[count_] = {begin, end};
    } else {
      more_.push_back({begin, end});
    }
    ++count_;
  }
  Span& at(std::size_t i) { return i < kInlineSegments ? inline_[i] : more_[i - kInlineSegments]; }
  const Span& at(std::size_t i) const { return i < kInlineSegments ? inline_[i] : more_[i - kInlineSegments]; }

  std::string_view path_;
  std::size_t count_ = 0;
  std::size_t steps_ = 0;
  std::array<Span, kInlineSegments> inline_;
  std::vector<Span> more_;
};

bool takes(const Route& route, std::string_view http_method) {
  return route.http_method == http_method || route.http_method == "*" ||
         (http_method == "HEAD" && route.http_method == "GET");
}

// The smaller the better: a route that names the method, GET's for HEAD, one for any method.
int fit(const Route& route, std::string_view http_method) {
  return route.http_method == http_method ? 0 : route.http_method == "*" ? 2 : 1;
}

}  // namespace

struct RouteMatcher::Node {
  std::unordered_map<std::string, std::unique_ptr<Node>, StringHash, std::equal_to<>> literals;
  std::unique_ptr<Node> star;
  std::vector<const Route*> ends;         // routes whose template ends here
  std::vector<const Route*> double_star;  // routes that take all that follows

  /// Calls `visit` with each list of routes that the segments from `i` on lead to, best first, until it returns true.
  template <class Visit>
  bool walk(Segments& segments, std::size_t i, const Visit& visit) const {
    segments.count_step();
    if (i == segments.size()) {
      if (!ends.empty() && visit(ends)) return true;
    } else {
      if (!literals.empty()) {
        std::string memory;
        const auto literal = literals.find(decoded(segments[i], memory));
        if (literal != literals.end() && literal->second->walk(segments, i + 1, visit)) return true;
      }
      if (star && !segments[i].empty() && star->walk(segments, i + 1, visit)) return true;
    }
    return !double_star.empty() && visit(double_star);
  }

  /// Both readings of the path: with its last segment's verb split off, and with the colon as part of the value.
  template <class Visit>
  bool walk_path(Segments& segments, const Visit& visit) const {
    if (segments.size() > 0) {
      const std::string_view last = segments[segments.size() - 1];
      const std::size_t colon = last.rfind(':');
      if (colon != std::string_view::npos && colon + 1 < last.size()) {
        std::string memory;
        const std::string_view verb = decoded(last.substr(colon + 1), memory);
        const std::size_t size = last.size() - colon;
        segments.shorten_last(size);
        if (walk(segments, 0, [&](const auto& list) { return visit(list, verb); })) return true;
        segments.lengthen_last(size);
      }
    }
    return walk(segments, 0, [&](const auto& list) { return visit(list, std::string_view()); });
  }
};

RouteMatcher::RouteMatcher() : root_(std::make_unique<Node>()) {}
RouteMatcher::~RouteMatcher() = default;
RouteMatcher::RouteMatcher(RouteMatcher&&) noexcept = default;
RouteMatcher& RouteMatcher::operator=(RouteMatcher&&) noexcept = default;

const Route* RouteMatcher::add(const Route& route) {
  Node* node = root_.get();
  std::vector<const Route*>* list = nullptr;
  for (const auto& segment : route.path.segments) {
    if (segment.kind == RouteTemplate::Kind::kDoubleStar) {
      list = &node->double_star;
      break;
    }
    auto& child = segment.kind == RouteTemplate::Kind::kLiteral ? node->literals[segment.text] : node->star;
    if (!child) child = std::make_unique<Node>();
    node = child.get();
  }
  if (list == nullptr) list = &node->ends;
  for (const Route* other : *list) {
    if (other->http_method == route.http_method && other->path.verb == route.path.verb) return other;
  }
  list->push_back(&route);
  return nullptr;
}

bool RouteMatcher::match(std::string_view http_method, std::string_view path, RouteMatch& out) const {
  Segments segments;
  if (!segments.split(path)) return false;
  const bool found = root_->walk_path(segments, [&](const std::vector<const Route*>& list, std::string_view verb) {
    const Route* best = nullptr;
    for (const Route* route : list) {
      if (route->path.verb != verb || !takes(*route, http_method)) continue;
      if (best == nullptr || fit(*route, http_method) < fit(*best, http_method)) best = route;
    }
    if (best == nullptr) return false;
    out.route = best;
    out.captures.clear();
    for (const auto& variable : best->path.variables) {
      const std::size_t last = variable.first + variable.count;
      const bool to_end =
          last == best->path.segments.size() && best->path.segments.back().kind == RouteTemplate::Kind::kDoubleStar;
      out.captures.push_back({&variable, segments.range(variable.first, to_end ? segments.size() : last)});
    }
    return true;
  });
  out.steps = segments.steps();
  return found;
}

std::vector<std::string_view> RouteMatcher::allowed(std::string_view path) const {
  std::vector<std::string_view> methods;
  Segments segments;
  if (!segments.split(path)) return methods;
  root_->walk_path(segments, [&](const std::vector<const Route*>& list, std::string_view verb) {
    for (const Route* route : list) {
      if (route->path.verb != verb) continue;
      methods.push_back(route->http_method);
      if (route->http_method == "GET") methods.push_back("HEAD");
    }
    return false;
  });
  std::sort(methods.begin(), methods.end());
  methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  return methods;
}

}  // namespace duet::core
