#include "pages.hpp"

DUET_PLUGIN(pages::Pages)
