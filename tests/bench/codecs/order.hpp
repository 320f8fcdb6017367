// The messages of order.proto as plain structs, and orders of three sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <duet/model.hpp>
#include <map>
#include <string>
#include <vector>

namespace bench {

struct Address {
  std::string street, city, postal_code, country;
  friend bool operator==(const Address&, const Address&) = default;
};
DUET_MODEL(Address, DUET_FIELD(1, street), DUET_FIELD(2, city), DUET_FIELD(3, postal_code), DUET_FIELD(4, country));

struct Customer {
  std::int64_t id = 0;
  std::string name, email;
  Address address;
  std::vector<std::string> phones;
  friend bool operator==(const Customer&, const Customer&) = default;
};
DUET_MODEL(Customer, DUET_FIELD(1, id), DUET_FIELD(2, name), DUET_FIELD(3, email), DUET_FIELD(4, address),
           DUET_FIELD(5, phones));

enum class Unit { unspecified, piece, metre, kilogram };
DUET_ENUM(Unit, DUET_VALUE(UNIT_UNSPECIFIED, Unit::unspecified), DUET_VALUE(UNIT_PIECE, Unit::piece),
          DUET_VALUE(UNIT_METRE, Unit::metre), DUET_VALUE(UNIT_KILOGRAM, Unit::kilogram));

struct Line {
  std::int64_t item_id = 0;
  std::string name;
  double quantity = 0;
  Unit unit = Unit::unspecified;
  double unit_price = 0;
  bool taxed = false;
  std::vector<std::int32_t> discounts;
  friend bool operator==(const Line&, const Line&) = default;
};
DUET_MODEL(Line, DUET_FIELD(1, item_id), DUET_FIELD(2, name), DUET_FIELD(3, quantity), DUET_FIELD(4, unit),
           DUET_FIELD(5, unit_price), DUET_FIELD(6, taxed), DUET_FIELD(7, discounts));

struct Order {
  std::int64_t id = 0;
  Customer customer;
  std::vector<Line> lines;
  std::map<std::string, std::string> labels;
  std::string note;
  double total = 0;
  std::uint32_t revision = 0;
  friend bool operator==(const Order&, const Order&) = default;
};
DUET_MODEL(Order, DUET_FIELD(1, id), DUET_FIELD(2, customer), DUET_FIELD(3, lines), DUET_FIELD(4, labels),
           DUET_FIELD(5, note), DUET_FIELD(6, total), DUET_FIELD(7, revision));

inline Order make_order(std::size_t lines) {
  Order order{1'000'000'007, {}, {}, {}, "Leave it at the back door, please.", 0, 3};
  order.customer = {4711, "Ada Example", "ada@example.com", {"12 Long Street", "Springfield", "12345", "XX"}, {}};
  if (lines > 1) {
    order.customer.phones = {"+1 555 0100", "+1 555 0101"};
    order.labels = {{"channel", "web"}, {"campaign", "autumn"}, {"priority", "high"}};
  }
  for (std::size_t i = 0; i < lines; ++i) {
    const auto n = static_cast<int>(i);
    Line line{5000 + n, "Item number " + std::to_string(n), 1.0 + n % 7, Unit::piece, 19.99 + n * 0.25, n % 2 == 0, {}};
    if (n % 3 == 0) line.discounts = {5, 10, n};
    if (n % 5 == 0) line.unit = Unit::kilogram;
    order.total += line.quantity * line.unit_price;
    order.lines.push_back(std::move(line));
  }
  return order;
}

}  // namespace bench
