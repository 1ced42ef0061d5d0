#pragma once
#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// Which part a word such as "train", "Val" or "testing" means: 0 train, 1 validation, 2 test; else -1.
int split_of(std::string_view word);

/// Meets a fault of a set's classes. Errors   format, where faults are refused
void meet_fault(PhotoSet& set, ClassFaults faults, ClassFault fault);

/// Looks at the classes of a set whose splits are filled: what is odd becomes a warning. Errors   format, where faults are
/// refused: a split with classes that the first has not
void judge_classes(PhotoSet& set, ClassFaults faults);

}  // namespace fovea
