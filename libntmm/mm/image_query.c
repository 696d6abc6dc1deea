// SPDX-License-Identifier: MIT
// image_query: what NtQuerySection tells of an image.
#include "mm/image.h"

#include "mm/pages.h"
#include "sys/file.h"

static bool contains_code(const struct mm_image *image)
{
    if (image->pe.code || image->pe.entry || image->pe.flat)
        return true;
    for (size_t i = 0; i < image->pe.sections; i++)
        if (image->sections[i].characteristics & IMAGE_SCN_MEM_EXECUTE)
            return true;
    return false;
}

/* The header of .NET code, if it lies whole in the data of one section. */
static bool read_runtime(const struct mm_image *image, IMAGE_COR20_HEADER *header)
{
    uint64_t at = image->pe.runtime.VirtualAddress;

    for (size_t i = 0; i < image->pe.sections; i++) {
        const struct mm_pe_section *section = &image->sections[i];

        if (at >= section->start && at - section->start + sizeof *header <= section->raw_size)
            return sys_file_pread(image->source, header, sizeof *header,
                                  (int64_t)(section->raw + (at - section->start))) ==
                   sizeof *header;
    }
    return false;
}

/* Which .NET code is free of native code is told from runtime version 2.5 on. */
static void query_runtime(const struct mm_image *image, SECTION_IMAGE_INFORMATION *information)
{
    IMAGE_COR20_HEADER header;

    information->LoaderFlags = 1;
    if (!read_runtime(image, &header) || !(header.Flags & COMIMAGE_FLAGS_ILONLY) ||
        header.MajorRuntimeVersion < 2 ||
        (header.MajorRuntimeVersion == 2 && header.MinorRuntimeVersion < 5))
        return;
    information->ComPlusILOnly = 1;
    information->ComPlusNativeReady =
        !image->pe.wide && !(header.Flags & COMIMAGE_FLAGS_32BITREQUIRED);
}

void mm_image_query(const struct mm_image *image, SECTION_IMAGE_INFORMATION *information)
{
    const struct mm_pe *pe = &image->pe;
    bool runtime = pe->runtime.VirtualAddress && pe->runtime.Size;

    *information = (SECTION_IMAGE_INFORMATION) {
        .TransferAddress = (void *)(uintptr_t)(pe->base + pe->entry),
        .MaximumStackSize = pe->stack_reserve, .CommittedStackSize = pe->stack_commit,
        .SubSystemType = pe->subsystem, .ImageCharacteristics = pe->characteristics,
        .DllCharacteristics = pe->dll_characteristics, .Machine = pe->machine,
        .ImageContainsCode = contains_code(image), .ImageFileSize = (ULONG)image->key.size,
        .CheckSum = pe->checksum,
    };
    information->SubSystemMajorVersion = pe->subsystem_major;
    information->SubSystemMinorVersion = pe->subsystem_minor;
    information->MajorOperatingSystemVersion = pe->system_major;
    information->MinorOperatingSystemVersion = pe->system_minor;
    information->ImageMappedFlat = pe->flat;
    information->ImageDynamicallyRelocated =
        (pe->dll_characteristics & IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE) &&
        information->ImageContainsCode && !runtime;
    if (runtime)
        query_runtime(image, information);
}
