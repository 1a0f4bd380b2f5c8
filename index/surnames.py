"""The commonest Chinese surnames: what a personal name begins with."""

from __future__ import annotations

# Some 400 of general use with the compound ones, the commonest first, other spellings (萧 for 肖) among them.
# Rare ones that begin many everyday words (国, 来, 南) are left out: they would find more words than names.
SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武"
    "戴代莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪"
    "梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项"
    "连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
    "明佘池查麻苑迟邝谈匡鞠荆冀郁胥班储燕楚鄢劳谌奚粟冼蔺闻厉伊仝郜阚强帅屠豆朴廉禹井漆丰卿狄敬扈晁芮阙浦"
    "伏鹿薄邸雍辜羊裘亓邰况逯茹战危亢嵇湛宾戎茅尉冶束檀昝植衡尧闭丘荀钮郗苻郄郏逄茆谯笪璩桓郇蔚竺糜仉习"
)
COMPOUND = (
    "欧阳 司马 上官 诸葛 夏侯 司徒 司空 尉迟 公孙 慕容 令狐 皇甫 东方 长孙 宇文 端木 南宫 申屠 呼延 钟离 "
    "淳于 濮阳 闻人 赫连 独孤 鲜于 拓跋 贺兰 完颜 闾丘"
).split()
_ALL = (*COMPOUND, *SINGLE)


def has_surname(name: str) -> bool:
    """Tell whether a name begins with one of these surnames."""
    return name.startswith(_ALL)
