// Values for the tests: one message with everything in it, and random ones.
#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "models.hpp"

namespace samples {

class Random {
 public:
  explicit Random(std::uint64_t seed, bool with_nan = false) : engine_(seed), with_nan_(with_nan) {}

  std::uint64_t below(std::uint64_t n) { return engine_() % n; }

  // Numbers of every size, and the ends of the range.
  template <class Int>
  Int integer() {
    const auto pick = below(8);
    if (pick == 0) return 0;
    if (pick == 1) return std::numeric_limits<Int>::max();
    if (pick == 2) return std::numeric_limits<Int>::min();
    return static_cast<Int>(engine_() >> below(64));
  }
  template <class Float>
  Float floating() {
    using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
    const auto pick = below(8);
    if (pick == 0) return -0.0F;
    if (pick == 1) return std::numeric_limits<Float>::infinity();
    if (pick == 2) return static_cast<Float>(below(100000)) / 100;
    if (pick == 3 && with_nan_) return std::numeric_limits<Float>::quiet_NaN();
    const auto value = std::bit_cast<Float>(static_cast<Bits>(engine_()));
    return std::isnan(value) ? Float{1.5} : value;
  }
  std::string text() {
    static constexpr const char* kPieces[] = {"a", "Z", "é", "\n", "\"", "\\", "😀", "/", "\x01", "<", " ", "0", "\x7f"};
    std::string text;
    for (auto n = below(30); n > 0; --n) text += kPieces[below(std::size(kPieces))];
    return text;
  }
  duet::Bytes bytes() {
    std::string data(below(20), '\0');
    for (char& c : data) c = static_cast<char>(engine_());
    return duet::Bytes(data);
  }
  kinds::Color color() {
    static constexpr std::int32_t kNumbers[] = {0, 1, 7, -5, 1234567};
    return static_cast<kinds::Color>(kNumbers[below(5)]);
  }

 private:
  std::mt19937_64 engine_;
  bool with_nan_;  // one compares unequal to itself
};

template <class T>
void fill(T& value, Random& random, int depth = 0);

template <class V>
void fill_value(V& value, Random& random, int depth) {
  using duet::detail::Kind;
  constexpr Kind kind = duet::detail::kKind<V>;
  if constexpr (requires { fill_special(value, random, depth); })
    fill_special(value, random, depth);
  else if constexpr (kind == Kind::kBool)
    value = random.below(2) == 1;
  else if constexpr (duet::detail::is_integer(kind))
    value = random.integer<V>();
  else if constexpr (duet::detail::is_number(kind))
    value = random.floating<V>();
  else if constexpr (kind == Kind::kString)
    value = random.text();
  else if constexpr (kind == Kind::kBytes)
    value = random.bytes();
  else if constexpr (kind == Kind::kEnum)
    value = static_cast<V>(random.color());
  else if (depth < 4)
    fill(value, random, depth + 1);
}

template <class F, class Field>
void fill_field(Field&& field, Random& random, int depth) {
  using duet::detail::Shape;
  if (random.below(3) == 0) return;
  if constexpr (F::kIsOneof)
    if (random.below(4) != 0) return;  // so that it is not always the last one
  if constexpr (F::kShape == Shape::kSingular) {
    fill_value(field, random, depth);
  } else if constexpr (F::kShape == Shape::kOptional) {
    fill_value(field.emplace(), random, depth);
  } else {
    for (auto n = random.below(4); n > 0; --n) {
      typename F::Value value{};
      fill_value(value, random, depth);
      if constexpr (F::kShape == Shape::kList) {
        field.push_back(value);
      } else {
        typename F::Type::key_type key{};
        fill_value(key, random, depth);
        field[key] = value;
      }
    }
  }
}

template <class T>
void fill(T& value, Random& random, int depth) {
  duet::detail::for_each_field<T>([&]<class F>() { fill_field<F>(F::get(value), random, depth); });
}

// The first random message in which every list, map and optional has something.
inline kinds::All full() {
  for (std::uint64_t seed = 1;; ++seed) {
    Random random(seed);
    kinds::All all;
    fill(all, random);
    bool complete = true;
    const auto look = [&](const auto& part) {
      duet::detail::for_each_field<std::remove_cvref_t<decltype(part)>>(
          [&]<class F>() { complete = complete && !duet::detail::is_default(F::get(part)); });
    };
    look(all.optionals);
    if (!complete) continue;
    all.lists.flags.push_back(true);
    all.lists.bigs.push_back(-1);
    all.lists.ratios.push_back(0.1F);
    all.lists.names.push_back("é");
    all.lists.messages.emplace_back().maybe.emplace();
    all.maps.by_name["eur"] = 1;
    all.maps.messages["a"].n = 1;
    return all;
  }
}

}  // namespace samples
