// error: the_number_of_placeholders_differs_from_the_number_of_arguments
#include <duet/status.hpp>

duet::Status status() { return duet::not_found("no item with id {}"); }
