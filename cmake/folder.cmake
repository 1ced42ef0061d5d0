# g++ 12 sees overlapping copies in std::string's operator+ where there are none (GCC PR105329, mended in 13).
set(fovea_warnings -Wall -Wextra $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)

# fovea_folder(NAME [DEPENDS folder ...] [LIBRARIES target ...] [EXCLUDE regex ...])
#
# One CMake target a folder: fovea_NAME from every source beneath the current folder, and fovea_NAME_test from its *_test.cpp,
# labelled `fast` (what ./check runs).
# Sources are globbed so that adding a layer costs no edit here; CONFIGURE_DEPENDS makes the build notice new files.
# Folders are object-file archives that link what they stand on, so a wrong include also fails to link.
function(fovea_folder name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${regex})
    list(FILTER tests EXCLUDE REGEX ${regex})
  endforeach()
  list(TRANSFORM arg_DEPENDS PREPEND fovea_)
  if(NOT sources)
    add_library(fovea_${name} INTERFACE)
    target_link_libraries(fovea_${name} INTERFACE ${arg_DEPENDS})
    return()
  endif()
  add_library(fovea_${name} STATIC ${sources})
  target_compile_options(fovea_${name} PRIVATE ${fovea_warnings})
  target_include_directories(fovea_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(fovea_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_LIBRARIES})
  if(FOVEA_TESTS AND tests)
    add_executable(fovea_${name}_test ${tests})
    target_compile_options(fovea_${name}_test PRIVATE ${fovea_warnings})
    target_compile_definitions(fovea_${name}_test PRIVATE FOVEA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(fovea_${name}_test PRIVATE fovea_${name} ${arg_LIBRARIES} GTest::gtest_main)
    add_test(NAME ${name} COMMAND fovea_${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS fast)
  endif()
endfunction()
