#include <doctest/doctest.h>

#include "shop/v1/shop.duet.hpp"

TEST_CASE("models") {
  shop::v1::Item item;
  item.name = "Lamp";
  CHECK(item == item);
}
