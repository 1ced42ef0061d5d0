#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fovea/data/photos/photo_check.h"

namespace fovea {

/// A file to be moved away, and why.
struct Misfit {
  std::string name, reason;
};

/// What may be moved away: "unreadable"; "duplicates", but for the first of a class; "near" duplicates, but for the first of a
/// class; "contradictions", all of them, as nobody knows which is right; "tiny"; "constant".
const std::vector<std::string>& misfit_kinds();

/// The files that a check found to be of these kinds, by name. Of equal pictures the first stays, and rather a file than a
/// link to one. Errors   usage: a kind of another name
std::vector<Misfit> find_misfits(const PhotoSet& set, const PhotoCheck& check, const std::vector<std::string>& kinds);

/// Where files of DATA go if nobody says: beside it. Errors   unreadable: no such folder
std::filesystem::path quarantine_of(const std::filesystem::path& data);

/// How many files were moved, and what was not, with the reason.
struct Moved {
  std::int64_t count = 0;
  std::vector<SkippedFile> left = {};
  std::filesystem::path list = {};  ///< by which they come back; empty where none was moved
  bool stopped = false;
};

/// Moves files from a folder into another outside it, under the same names. A list of them is written and synced there before the
/// first is moved, by which undo_quarantine brings them back, also where only some had been moved. Where none could be moved
/// nothing is left of it. Data sets around a quarantine know it by the list, and leave it aside.
/// Errors   usage: the quarantine lies in the data or the data in it, or it holds a file of one of the names; unreadable;
///          resource: it cannot be written, or is on another file system
Moved quarantine(const std::filesystem::path& data, const std::filesystem::path& folder,
                 const std::vector<Misfit>& files, const std::function<bool()>& stop = {});

/// Moves the files of a list back. No file is replaced: one whose name is taken again is left, and told. A list whose files are all
/// back is removed, and folders that are empty then.
/// Errors   unreadable: no such list or data; format: no list of quarantine(), or a name that leads out of the data
Moved undo_quarantine(const std::filesystem::path& data, const std::filesystem::path& list,
                      const std::function<bool()>& stop = {});

}  // namespace fovea
