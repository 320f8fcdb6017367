// error: the_format_text_has_a_brace_without_its_partner
#include <duet/status.hpp>

duet::Status status() { return duet::not_found("no item with id {0}", 1); }
