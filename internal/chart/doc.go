// Package chart draws the pictures: how pledges stand, and dates past and to come. A picture carries its own background, so
// that it is read the same in a light and a dark window; it is as narrow as a phone, and no state is told by colour alone.
// Each has a text that says the same for those who do not see it.
//
// The package draws what it is given and knows nothing of the corpus.
package chart
