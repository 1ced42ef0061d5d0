#pragma once
#include <string>

#include "fovea/base/json.h"
#include "fovea/data/photos/photo_check.h"

namespace fovea {

/// What a check found, for people: a summary first, then the findings with a few names of each.
std::string check_text(const PhotoSet& set, const PhotoCheck& check);

/// The same for programs, with every name. Names that are no valid UTF-8 are written as shown_name does.
Json check_json(const PhotoSet& set, const PhotoCheck& check);

/// The same as one HTML page that needs no other file: small pictures of what was found, and a few of each class.
/// Reads those pictures again.
std::string check_page(const PhotoSet& set, const PhotoCheck& check, const ReadLimits& limits = {});

/// "840 pictures in 10 classes, 2 of them unreadable", and what that means in a word.
std::string check_headline(const PhotoSet& set, const PhotoCheck& check);
/// Lines of names and values: sizes, proportions, colours.
std::vector<std::pair<std::string, std::string>> check_measures(const PhotoCheck& check);
/// The picture's name as it is shown.
std::string shown_picture(const PhotoSet& set, const PhotoCheck& check, std::uint32_t picture);

}  // namespace fovea
