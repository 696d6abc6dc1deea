/* SPDX-License-Identifier: MIT */
/* PE files made in memory: headers, and sections whose place in the file is not that in memory. */
#ifndef CONFORMANCE_IMAGE_FILE_H
#define CONFORMANCE_IMAGE_FILE_H

enum {
    IMAGE_HEADERS_AT = 0x80,
    IMAGE_HEADERS_SIZE = 0x400,
    IMAGE_FILE_STEP = 0x200,
    IMAGE_STEP = 0x1000,
};

struct image_file {
    unsigned char *bytes;
    DWORD size;
    BOOL wide; /* PE32+ */
    IMAGE_NT_HEADERS32 *headers32;
    IMAGE_NT_HEADERS64 *headers64; /* one of the two */
    IMAGE_FILE_HEADER *file;
    IMAGE_SECTION_HEADER *sections;
    IMAGE_DATA_DIRECTORY *directories;
    DWORD *image_size;
};

#define IMAGE_FILE_OPTIONAL(image, magic, bits)                                                    \
    do {                                                                                           \
        IMAGE_OPTIONAL_HEADER##bits *optional = &(image)->headers##bits->OptionalHeader;           \
                                                                                                   \
        optional->Magic = (magic);                                                                 \
        optional->ImageBase = 0x10000000;                                                          \
        optional->SectionAlignment = IMAGE_STEP;                                                   \
        optional->FileAlignment = IMAGE_FILE_STEP;                                                 \
        optional->MajorOperatingSystemVersion = 6;                                                 \
        optional->MajorSubsystemVersion = 6;                                                       \
        optional->SizeOfImage = IMAGE_STEP;                                                        \
        optional->SizeOfHeaders = IMAGE_HEADERS_SIZE;                                              \
        optional->Subsystem = IMAGE_SUBSYSTEM_WINDOWS_CUI;                                         \
        optional->NumberOfRvaAndSizes = IMAGE_NUMBEROF_DIRECTORY_ENTRIES;                          \
        (image)->file->SizeOfOptionalHeader = sizeof(*optional);                                   \
        (image)->directories = optional->DataDirectory;                                            \
        (image)->image_size = &optional->SizeOfImage;                                              \
        (image)->sections = (IMAGE_SECTION_HEADER *)(optional + 1);                                \
    } while (0)

/* A DLL without sections, in a buffer of `room` bytes. */
static inline void image_file_init(struct image_file *image, void *buffer, SIZE_T room, BOOL wide)
{
    IMAGE_DOS_HEADER *dos = buffer;

    memset(buffer, 0, room);
    memset(image, 0, sizeof(*image));
    image->bytes = buffer;
    image->size = IMAGE_HEADERS_SIZE;
    image->wide = wide;
    dos->e_magic = IMAGE_DOS_SIGNATURE;
    dos->e_lfanew = IMAGE_HEADERS_AT;
    image->headers32 = (void *)(image->bytes + IMAGE_HEADERS_AT);
    image->headers64 = (void *)image->headers32;
    image->headers32->Signature = IMAGE_NT_SIGNATURE;
    image->file = &image->headers32->FileHeader;
    image->file->Machine = wide ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386;
    image->file->Characteristics = IMAGE_FILE_EXECUTABLE_IMAGE | IMAGE_FILE_DLL;
    if (wide)
        IMAGE_FILE_OPTIONAL(image, IMAGE_NT_OPTIONAL_HDR64_MAGIC, 64);
    else
        IMAGE_FILE_OPTIONAL(image, IMAGE_NT_OPTIONAL_HDR32_MAGIC, 32);
}

/* One more section, behind the others; `data` (NULL: zeros) of `size` bytes is its contents. */
static inline IMAGE_SECTION_HEADER *image_file_add(struct image_file *image, const char *name,
                                                   const void *data, DWORD size)
{
    IMAGE_SECTION_HEADER *section = &image->sections[image->file->NumberOfSections++];
    DWORD i;

    for (i = 0; i < sizeof(section->Name) && name[i]; i++)
        section->Name[i] = (BYTE)name[i];
    section->Misc.VirtualSize = size;
    section->VirtualAddress = *image->image_size;
    section->SizeOfRawData = (size + IMAGE_FILE_STEP - 1) & ~(DWORD)(IMAGE_FILE_STEP - 1);
    section->PointerToRawData = image->size;
    section->Characteristics = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ;
    if (data)
        memcpy(image->bytes + image->size, data, size);
    image->size += section->SizeOfRawData;
    *image->image_size += (size + IMAGE_STEP - 1) & ~(DWORD)(IMAGE_STEP - 1);
    return section;
}

/* To a file that is not there yet. */
static inline BOOL image_file_write(const char *path, const void *bytes, DWORD size)
{
    HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written = 0;
    BOOL done = file != INVALID_HANDLE_VALUE && WriteFile(file, bytes, size, &written, NULL) &&
                written == size;

    CloseHandle(file);
    return done;
}

#endif
