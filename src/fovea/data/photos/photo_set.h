#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/data/photos/file_store.h"

namespace fovea {

/// A picture of a split.
struct PhotoRef {
  std::uint32_t file = 0;   ///< its number in the store
  std::int32_t label = -1;  ///< of its class; -1: none is known
};

struct PhotoSplit {
  std::string name = {};  ///< "train", "validation" or "test"
  std::vector<PhotoRef> photos = {};
  std::string folder = {};  ///< of the store, in which the class folders lie: empty (its top), or ends in '/'
};

/// Why pictures are not fit for a run, whatever is in them.
struct ClassFault {
  std::string kind,
      text;  ///< a word for programs: "empty_class", "closed_class", "closed_part", "untrained_class" or "missing_files"; and for people
};

/// Pictures by class, as they lie in folders, an archive or a list.
struct PhotoSet {
  std::shared_ptr<const FileStore> files = {};
  std::vector<std::string> classes =
      {};                               ///< in the order of their labels; empty: the pictures lie in no class folders
  std::vector<PhotoSplit> splits = {};  ///< in the order train, validation, test
  std::vector<SkippedFile> skipped = {};   ///< those of the store, and files beside the class folders
  std::vector<std::string> warnings = {};  ///< what is odd about the classes
  std::vector<ClassFault> faults = {};     ///< where ClassFaults::keep asked for them

  std::string place(const PhotoRef& photo) const { return files->place(photo.file); }
  const std::string& name(const PhotoRef& photo) const { return files->names()[photo.file]; }
};

/// Finds classes and splits by the names of folders. One top folder, if everything lies in it, is entered. Folders that are
/// all named train, training, val, valid, validation, test or testing are splits, and the folders in them classes;
/// otherwise the top folders are classes, sorted by their bytes, with everything beneath them.
/// Errors   format: no pictures; a class without pictures, or a class or split that cannot be looked into; splits with
///          classes that train has not (the text names them)
PhotoSet find_photos(std::shared_ptr<const FileStore> files, ClassFaults faults = ClassFaults::refuse);

/// Opens the pictures that a .csv of `path,label` lines names, with or without a header line (whose first word is path, file,
/// image or the like); labels are names of classes, or numbers from 0. A third column names the split. Paths are relative to
/// the .csv.
/// Errors   format: a line of another form (with its number), a file twice, splits with classes that train has not;
///          unreadable: files that are not there (the first of them are named)
PhotoSet open_photo_list(const std::filesystem::path& csv, const StoreOptions& options = {});

}  // namespace fovea
