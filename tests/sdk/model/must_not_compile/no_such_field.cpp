// error: is not a member of
#include <duet/model.hpp>

#include <string>

struct Item {
  std::string name;
};
DUET_MODEL(Item, DUET_FIELD(1, nmae));
