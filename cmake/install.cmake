# What is installed and where, and the packages: two .deb (unknot needs no LLVM and is small; unknot-clang brings it), and one
# tarball that works wherever it is unpacked. `cpack` in the build folder makes them.
install(TARGETS unknot COMPONENT unknot)
if(TARGET unknot-clang)
  # A library that is only linked to from LLVM's folder, as Debian's, lies where the loader looks by itself.
  set(rpath "$ORIGIN/../lib")
  file(REAL_PATH ${UNKNOT_LIBLLVM} real_libllvm)
  if(real_libllvm MATCHES "^${UNKNOT_LLVM_ROOT}/")
    string(APPEND rpath ":${UNKNOT_LLVM_ROOT}/lib")
  endif()
  set_target_properties(unknot-clang PROPERTIES INSTALL_RPATH "${rpath}")
  install(TARGETS unknot-clang COMPONENT unknot-clang)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/unknot-clang RENAME copyright COMPONENT unknot-clang)
endif()

install(FILES docs/unknot.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT unknot)
install(FILES docs/config.schema.json docs/report.schema.json docs/plan.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/unknot COMPONENT unknot)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT unknot)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT unknot)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT unknot
  FILES_MATCHING PATTERN "*.md" PATTERN decisions EXCLUDE PATTERN completions EXCLUDE)

install(FILES docs/completions/unknot.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME unknot
  COMPONENT unknot)
install(FILES docs/completions/unknot.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT unknot)
# Debian's zsh looks for what packages bring in a folder of its own.
install(CODE "
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\" AND EXISTS /etc/debian_version)
    set(folder vendor-completions)
  endif()
  file(INSTALL \"${PROJECT_SOURCE_DIR}/docs/completions/_unknot\"
    DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")
" COMPONENT unknot)

set(CPACK_GENERATOR TGZ)
find_program(UNKNOT_SHLIBDEPS dpkg-shlibdeps)
if(UNKNOT_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_NAME unknot)
set(CPACK_PACKAGE_VENDOR "The unknot developers")
set(CPACK_PACKAGE_CONTACT "The unknot developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "finds dependency cycles, and context that is never taken down")
set(CPACK_PACKAGE_FILE_NAME unknot-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL unknot)
if(TARGET unknot-clang)
  list(APPEND CPACK_COMPONENTS_ALL unknot-clang)
endif()

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_UNKNOT_PACKAGE_NAME unknot)
set(CPACK_DEBIAN_UNKNOT_PACKAGE_RECOMMENDS "unknot-clang (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_UNKNOT_DESCRIPTION "Everything but the reading of C and C++, which is in unknot-clang.")
set(CPACK_DEBIAN_UNKNOT-CLANG_PACKAGE_NAME unknot-clang)
# The shared libraries are found by themselves; Clang's own headers (stddef.h and its kin) are in libclang-common.
set(CPACK_DEBIAN_UNKNOT-CLANG_PACKAGE_DEPENDS "unknot (= ${PROJECT_VERSION}), libclang-common-22-dev")
set(CPACK_COMPONENT_UNKNOT-CLANG_DESCRIPTION "The program that reads C and C++ for unknot, on Clang's preprocessor.")
include(CPack)
