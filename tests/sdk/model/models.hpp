// Models of every kind of field, in the places where a team would have them: a namespace, a nested struct, the global
// namespace.
#pragma once

#include <cstdint>
#include <duet/model.hpp>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kinds {

enum class Color { unspecified, red, blue = 7, crimson = 1 };
DUET_ENUM(Color, DUET_VALUE(COLOR_UNSPECIFIED, Color::unspecified), DUET_VALUE(COLOR_RED, Color::red),
          DUET_VALUE(COLOR_CRIMSON, Color::crimson), DUET_VALUE(COLOR_BLUE, Color::blue));

struct Plain {
  bool flag = false;
  std::int32_t small = 0;
  std::int64_t big = 0;
  std::uint32_t small_count = 0;
  std::uint64_t big_count = 0;
  float ratio = 0;
  double amount = 0;
  std::string name;
  duet::Bytes data;
  Color color = Color::unspecified;

  bool operator==(const Plain&) const = default;
};
// Declared out of the order of the numbers, which the wire must not show.
DUET_MODEL(Plain, DUET_FIELD(2, small), DUET_FIELD(1, flag), DUET_FIELD(3, big), DUET_FIELD(4, small_count),
           DUET_FIELD(5, big_count), DUET_FIELD(6, ratio), DUET_FIELD(7, amount), DUET_FIELD(8, name),
           DUET_FIELD(1000, data), DUET_FIELD(536870911, color));

struct Outer {
  struct Nested {
    std::int32_t n = 0;
    std::vector<Nested> children;
    bool operator==(const Nested&) const = default;
  };
  Nested plain;
  std::optional<Nested> maybe;
  bool operator==(const Outer&) const = default;
};
DUET_MODEL(Outer::Nested, DUET_FIELD(1, n), DUET_FIELD(2, children));
DUET_MODEL(Outer, DUET_FIELD(1, plain), DUET_FIELD(2, maybe));

struct Optionals {
  std::optional<bool> flag;
  std::optional<std::int32_t> small;
  std::optional<std::uint64_t> big_count;
  std::optional<double> amount;
  std::optional<std::string> name;
  std::optional<duet::Bytes> data;
  std::optional<Color> color;
  std::optional<Plain> message;
  bool operator==(const Optionals&) const = default;
};
DUET_MODEL(Optionals, DUET_FIELD(1, flag), DUET_FIELD(2, small), DUET_FIELD(3, big_count), DUET_FIELD(4, amount),
           DUET_FIELD(5, name), DUET_FIELD(6, data), DUET_FIELD(7, color), DUET_FIELD(8, message));

struct Lists {
  std::vector<bool> flags;
  std::vector<std::int32_t> smalls;
  std::vector<std::int64_t> bigs;
  std::vector<std::uint32_t> small_counts;
  std::vector<std::uint64_t> big_counts;
  std::vector<float> ratios;
  std::vector<double> amounts;
  std::vector<std::string> names;
  std::vector<duet::Bytes> datas;
  std::vector<Color> colors;
  std::vector<Outer> messages;
  bool operator==(const Lists&) const = default;
};
DUET_MODEL(Lists, DUET_FIELD(1, flags), DUET_FIELD(2, smalls), DUET_FIELD(3, bigs), DUET_FIELD(4, small_counts),
           DUET_FIELD(5, big_counts), DUET_FIELD(6, ratios), DUET_FIELD(7, amounts), DUET_FIELD(8, names),
           DUET_FIELD(9, datas), DUET_FIELD(10, colors), DUET_FIELD(11, messages));

struct Maps {
  std::map<bool, std::int32_t> by_flag;
  std::map<std::int32_t, std::string> by_small;
  std::map<std::uint64_t, duet::Bytes> by_big_count;
  std::map<std::string, double> by_name;
  std::map<std::int64_t, Color> by_big;
  std::map<std::string, Outer::Nested> messages;
  std::unordered_map<std::uint32_t, bool> unordered;
  bool operator==(const Maps&) const = default;
};
DUET_MODEL(Maps, DUET_FIELD(1, by_flag), DUET_FIELD(2, by_small), DUET_FIELD(3, by_big_count), DUET_FIELD(4, by_name),
           DUET_FIELD(5, by_big), DUET_FIELD(6, messages), DUET_FIELD(7, unordered));

// Everything under one root.
struct All {
  Plain plain;
  Optionals optionals;
  Lists lists;
  Maps maps;
  Outer outer;
  bool operator==(const All&) const = default;
};
DUET_MODEL(All, DUET_FIELD(1, plain), DUET_FIELD(2, optionals), DUET_FIELD(3, lists), DUET_FIELD(4, maps),
           DUET_FIELD(5, outer));

}  // namespace kinds

struct GlobalAddress {
  std::string street;
  std::int32_t number = 0;
};
DUET_MODEL(GlobalAddress, DUET_FIELD(1, street, duet::min_length(1)), DUET_FIELD(2, number, duet::gt(0)));

namespace rules {

struct Item {
  std::int64_t id = 0;
  std::string name;
  double price = 0;
  std::vector<std::string> tags;
  std::map<std::string, double> prices;
  std::optional<std::int32_t> stock;
  std::optional<bool> listed;
  duet::Bytes digest;
  std::string code;
  GlobalAddress address;
  std::vector<GlobalAddress> shops;
};
DUET_MODEL(Item, duet::doc("Something for sale."), DUET_FIELD(1, id, duet::output_only, duet::gt(0)),
           DUET_FIELD(2, name, duet::length(1, 5), duet::pattern("^[a-zé]*$")),
           DUET_FIELD(3, price, duet::gt(0.0), duet::doc("Unit price in EUR")),
           DUET_FIELD(4, tags, duet::min_items(1), duet::max_items(2), duet::max_length(3)),
           DUET_FIELD(5, prices, duet::ge(1)), DUET_FIELD(6, stock, duet::range(0, 10)),
           DUET_FIELD(7, listed, duet::required), DUET_FIELD(8, digest, duet::length(2, 2)),
           DUET_FIELD(9, code, duet::json_name("sku"), duet::required), DUET_FIELD(10, address),
           DUET_FIELD(11, shops, duet::items(0, 1)));

}  // namespace rules
