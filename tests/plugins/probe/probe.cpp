#include "probe.hpp"

DUET_PLUGIN(probe::Probe)
