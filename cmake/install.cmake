# cmake --install: the program, the libraries, the headers that programs may include, and how CMake and pkg-config find
# them. One component a Debian package (cmake/package.cmake).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set_target_properties(fovea PROPERTIES INSTALL_RPATH $ORIGIN/../${CMAKE_INSTALL_LIBDIR})
install(TARGETS fovea RUNTIME COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/docs/fovea.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(TARGETS shared_runtime EXPORT fovea LIBRARY COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS shared_fovea EXPORT fovea LIBRARY COMPONENT library NAMELINK_COMPONENT development)
foreach(component program runtime library development)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${fovea_package_${component}} RENAME copyright COMPONENT ${component})
endforeach()

# Not for programs: what tests share, and the kernels behind a provider.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/fovea DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN "*.h"
        REGEX "/(native|onednn|reference|hdf5)/" EXCLUDE REGEX "(test_support|test_folder|run_operation|random_operands|hdf5_library|codec|(pillow|tf)_(lines|quads|rows)|photo_rows)\\.h$" EXCLUDE)

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/fovea)
install(EXPORT fovea NAMESPACE fovea:: FILE foveaTargets.cmake DESTINATION ${config_folder} COMPONENT development)
write_basic_package_version_file(foveaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/foveaConfig.cmake "include(\"\${CMAKE_CURRENT_LIST_DIR}/foveaTargets.cmake\")\n")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/foveaConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/foveaConfigVersion.cmake
        DESTINATION ${config_folder} COMPONENT development)

# pkg-config: the prefix is found from the file's own place, so that an installed tree may be moved.
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(name fovea fovea_runtime)
  set(requires $<IF:$<STREQUAL:${name},fovea>,fovea_runtime,>)
  string(CONCAT text "prefix=\${pcfiledir}/${prefix_from_pc}\nlibdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}\nincludedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}\n\n"
         "Name: ${name}\nDescription: ${PROJECT_DESCRIPTION}\nVersion: ${PROJECT_VERSION}\nRequires: ${requires}\n"
         "Libs: -L\${libdir} -l${name}\nCflags: -I\${includedir}\n")
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc CONTENT ${text})
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endforeach()
