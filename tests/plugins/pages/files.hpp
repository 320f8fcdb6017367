// Reads files of one folder for answers.
#pragma once

#include <string>

#include <duet/plugin.hpp>
#include <duet/well_known.hpp>

namespace pages {

// The file `name` below `folder`, with the media type that its ending tells; a folder stands for its index.html.
// NOT_FOUND for what is not there, and for names that lead out of the folder.
duet::Result<duet::HttpBody> read_file(const std::string& folder, const std::string& name);

}  // namespace pages
