// What the page does without the server; each module knows one thing.
import "./add.js";
import "./ask.js";
import "./browse.js";
import "./copy.js";
import "./english.js";
import "./evidence.js";
import "./feedback.js";
import "./fields.js";
import "./looks.js";
import "./tabs.js";
import "./talks.js";
