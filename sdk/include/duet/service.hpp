// Services and their methods, as a plugin describes them: see duet::Service and duet::Method.
#pragma once

#include "service/method.hpp"
#include "service/rpc.hpp"
#include "service/service.hpp"
