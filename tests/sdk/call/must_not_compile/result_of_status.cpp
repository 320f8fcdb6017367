// 2 errors: an answer without a value is a duet::Status
#include <duet/result.hpp>

duet::Result<duet::Status> result() { return duet::Status(); }
