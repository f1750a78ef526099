package bus

import "bonafide"

// Partition is the partition, from 0, of a person among n: FNV-1a over the bytes of
// the id with a final mix, modulo n. It is part of the stored format: the same
// person must fall into the same partition in every version of the program.
func Partition(person bonafide.PersonID, n int) int {
	if n <= 1 {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := range len(person) {
		h ^= uint64(person[i])
		h *= 1099511628211
	}
	// FNV-1a leaves the low bits of short keys uneven; this is the finaliser of
	// MurmurHash3.
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return int(h % uint64(n))
}
