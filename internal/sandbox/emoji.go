package sandbox

// emoji are the shortcodes that the page draws and that a reaction may have: a modest part of Slack's.
var emoji = map[string]string{
	"+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "heart": "❤️", "tada": "🎉", "eyes": "👀", "wave": "👋",
	"pray": "🙏", "clap": "👏", "raised_hands": "🙌", "smile": "😄", "slightly_smiling_face": "🙂", "thinking_face": "🤔",
	"white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌", "no_entry": "⛔",
	"no_entry_sign": "🚫", "warning": "⚠️", "rotating_light": "🚨", "exclamation": "❗", "question": "❓", "grey_question": "❔",
	"information_source": "ℹ️", "bulb": "💡", "bell": "🔔", "no_bell": "🔕", "loudspeaker": "📢", "mega": "📣",
	"calendar": "📆", "date": "📅", "spiral_calendar_pad": "🗓️", "alarm_clock": "⏰", "hourglass": "⌛",
	"hourglass_flowing_sand": "⏳", "stopwatch": "⏱️", "clock3": "🕒", "memo": "📝", "pencil2": "✏️", "clipboard": "📋",
	"page_facing_up": "📄", "books": "📚", "book": "📖", "newspaper": "📰", "bookmark": "🔖", "bookmark_tabs": "📑", "link": "🔗",
	"mag": "🔍", "mag_right": "🔎", "pushpin": "📌", "round_pushpin": "📍", "paperclip": "📎", "file_folder": "📁",
	"bar_chart": "📊", "chart_with_upwards_trend": "📈", "chart_with_downwards_trend": "📉", "moneybag": "💰", "pound": "💷",
	"balance_scale": "⚖️", "scales": "⚖️", "classical_building": "🏛️", "house": "🏠", "house_with_garden": "🏡", "family": "👪",
	"baby": "👶", "child": "🧒", "busts_in_silhouette": "👥", "bust_in_silhouette": "👤", "speech_balloon": "💬", "arrow_right": "➡️",
	"arrow_left": "⬅️", "arrow_up": "⬆️", "arrow_down": "⬇️", "arrows_counterclockwise": "🔄", "repeat": "🔁", "new": "🆕",
	"fast_forward": "⏩", "rewind": "⏪", "double_vertical_bar": "⏸️", "checkered_flag": "🏁", "triangular_flag_on_post": "🚩",
	"red_circle": "🔴", "large_orange_circle": "🟠", "large_yellow_circle": "🟡", "large_green_circle": "🟢",
	"large_blue_circle": "🔵", "large_purple_circle": "🟣", "white_circle": "⚪", "black_circle": "⚫", "large_brown_circle": "🟤",
	"large_green_square": "🟩", "large_yellow_square": "🟨", "large_red_square": "🟥", "large_blue_square": "🟦",
	"white_large_square": "⬜", "black_small_square": "▪️", "small_blue_diamond": "🔹", "star": "⭐", "sparkles": "✨", "fire": "🔥",
	"zap": "⚡", "rocket": "🚀", "lock": "🔒", "unlock": "🔓", "key": "🔑", "gear": "⚙️", "wrench": "🔧", "hammer_and_wrench": "🛠️",
	"seedling": "🌱", "construction": "🚧", "recycle": "♻️", "wastebasket": "🗑️", "inbox_tray": "📥", "outbox_tray": "📤",
	"email": "📧", "envelope": "✉️", "mailbox": "📫", "robot_face": "🤖", "shield": "🛡️", "compass": "🧭", "100": "💯",
}
